DROP VIEW scan_photos;
DROP INDEX scan_details_photo;
DROP TABLE photos;
