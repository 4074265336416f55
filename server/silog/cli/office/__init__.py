"""What an election's office keeps: elections, people, devices, boxes."""
