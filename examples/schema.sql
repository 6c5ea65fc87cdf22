-- Parcels and their scans.
--
-- ascii-diagram[direction=down]: customers have parcels, parcels have scans, depots have scans
CREATE TABLE customers (
    id    bigint PRIMARY KEY,
    email text NOT NULL UNIQUE
);

CREATE TABLE parcels (
    id          bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id),
    state       text   NOT NULL DEFAULT 'created'
);

CREATE TABLE depots (
    id   bigint PRIMARY KEY,
    name text NOT NULL
);

/*
 * Nightly clean-up.
 *
 * ascii-diagram:
 *   old scans -> archive: copy
 *   archive -> old scans: confirm
 *   old scans -> trash: delete
 */
CREATE TABLE scans (
    parcel_id bigint NOT NULL REFERENCES parcels (id),
    depot_id  bigint NOT NULL REFERENCES depots (id),
    seen_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (parcel_id, seen_at)
);
