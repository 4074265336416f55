-- Takes away what 0013 made.
DROP TABLE passkey_challenges;
DROP FUNCTION election_of_passkey(bytea);
DROP TABLE passkeys;
ALTER TABLE users DROP CONSTRAINT users_of_election;
