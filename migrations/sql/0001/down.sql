-- Takes down what 0001 made, upper floors first. Every row is lost.
DROP TABLE feed, feed_heads;
DROP TABLE box_journeys, positions, legs, shipment_boxes, shipments, conveyances;
DROP TABLE progress, quarantine, device_chains, findings, scan_details, scans, boxes;
DROP TABLE devices, sessions, sign_in_links, users;
DROP FUNCTION refuse_change(), election_now(integer), election_time(elections);
DROP TABLE facilities, islands, regions, elections;
DROP PROCEDURE scope_table(regclass, boolean, boolean);
DROP FUNCTION scope_region_end(), scope_region(), scope_election(), scope_view(), scope_part(integer);
