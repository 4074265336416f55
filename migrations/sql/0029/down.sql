DROP INDEX regions_code_hash;
