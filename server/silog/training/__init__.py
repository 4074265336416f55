"""The training season: Pilkada 2024 planned and played in an election marked LATIHAN, through the actions that real use goes through."""
