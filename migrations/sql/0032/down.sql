DROP TABLE log_cosignatures, log_witnesses;
