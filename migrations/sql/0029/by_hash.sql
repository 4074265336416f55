-- A page of fifty boxes looks up fifty regions, by codes that lie anywhere among those of the country. The key's tree compares a dozen
-- texts on each of its levels; a hash goes to the page at once, and compares one. For all else that is asked of a code the tree remains.
CREATE INDEX regions_code_hash ON regions USING hash (code);
