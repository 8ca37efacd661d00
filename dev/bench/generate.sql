-- A warehouse's history for measuring, written past Odoo into its standard tables.
-- Half of the lots are serials, a fifth is bought and sold, the rest is a genealogy of five
-- levels; probes (trees, lattices, chains, a loop, full shelves, a hub) come on top. All is done.
-- Stock is left in every place the movements name, as Odoo leaves it: suppliers and production
-- are negative, customers positive. In stock_move_line_consume_rel, consume_line_id is the line that
-- was PRODUCED and produce_line_id the one that was CONSUMED.

-- name: settings
SET LOCAL session_replication_role = replica;
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '1GB';
SET LOCAL jit = off;

-- name: places
CREATE TEMP TABLE g_place ON COMMIT DROP AS
SELECT w.lot_stock_id AS stock, w.in_type_id AS receipts, w.out_type_id AS deliveries,
    w.manu_type_id AS orders, w.company_id AS company,
    (SELECT id FROM stock_location WHERE usage = 'supplier' ORDER BY id LIMIT 1) AS supplier,
    (SELECT id FROM stock_location WHERE usage = 'customer' ORDER BY id LIMIT 1) AS customer,
    (SELECT id FROM stock_location WHERE usage = 'production' AND company_id = w.company_id
        ORDER BY id LIMIT 1) AS production,
    (SELECT res_id FROM ir_model_data WHERE module = 'uom' AND name = 'product_uom_unit') AS unit,
    (SELECT id FROM product_category ORDER BY id LIMIT 1) AS category,
    (SELECT COALESCE(MAX(id), 0) FROM stock_lot) AS lot0,
    (SELECT COALESCE(MAX(id), 0) FROM stock_move) AS move0,
    (SELECT COALESCE(MAX(id), 0) FROM stock_move_line) AS line0,
    (SELECT COALESCE(MAX(id), 0) FROM stock_picking) AS picking0,
    (SELECT COALESCE(MAX(id), 0) FROM mrp_production) AS order0,
    (SELECT COALESCE(MAX(id), 0) FROM product_template) AS template0,
    (SELECT COALESCE(MAX(id), 0) FROM product_product) AS product0,
    (SELECT COALESCE(MAX(id), 0) FROM res_partner) AS partner0,
    (now() AT TIME ZONE 'utc')::timestamp(0) AS now
FROM stock_warehouse w ORDER BY w.id LIMIT 1;

-- name: partners
INSERT INTO res_partner (id, name, complete_name, active, type, is_company,
    commercial_partner_id, autopost_bills, group_rfq, group_on, lang, create_date, write_date,
    create_uid, write_uid)
SELECT partner0 + g, 'Bench partner ' || g, 'Bench partner ' || g, TRUE, 'contact', TRUE,
    partner0 + g, 'ask', 'default', 'default', 'en_US', now, now, 1, 1
FROM g_place, generate_series(1, 200) g;

-- name: products
CREATE TEMP TABLE g_product ON COMMIT DROP AS
SELECT kind, seq, tracking, life, row_number() OVER (ORDER BY kind, seq)::int AS n FROM (
    SELECT 'S' AS kind, i AS seq, 'serial' AS tracking, 365 + 60 * i AS life
        FROM generate_series(0, 19) i
    UNION ALL SELECT 'T', i, 'lot', 120 + 20 * i FROM generate_series(0, 49) i
    UNION ALL SELECT 'G' || level, i, 'lot', 500 + 40 * i
        FROM generate_series(0, 11) level, generate_series(0, 7) i
    UNION ALL SELECT 'F' || size, 0, 'lot', 730 FROM unnest(%(shelves)s::int[]) size
    UNION ALL SELECT 'H', i, 'lot', 730 FROM generate_series(0, 1) i
) all_products;
INSERT INTO product_template (id, categ_id, uom_id, type, service_tracking, name, tracking,
    active, sale_ok, purchase_ok, is_storable, use_expiration_date, expiration_time, use_time,
    removal_time, alert_time, list_price, service_type, expense_policy, purchase_method,
    invoice_policy, create_uid, write_uid, create_date, write_date)
SELECT template0 + n, category, unit, 'consu', 'no',
    jsonb_build_object('en_US', 'Bench ' || kind || '-' || seq), tracking,
    TRUE, TRUE, TRUE, TRUE, TRUE, life, 15, 10, 30, 1, 'manual', 'no', 'receive', 'order',
    1, 1, now, now
FROM g_product, g_place;
INSERT INTO product_product (id, product_tmpl_id, default_code, active, combination_indices,
    create_uid, write_uid, create_date, write_date)
SELECT product0 + n, template0 + n, 'BENCH-' || kind || '-' || seq, TRUE, '', 1, 1, now, now
FROM g_product, g_place;

-- name: nodes
CREATE TEMP TABLE g_node (n int, kind text, level int, product int, life int, name text,
    created timestamp, delivered numeric, kept numeric, per_receipt int, per_delivery int)
    ON COMMIT DROP;
CREATE TEMP TABLE g_edge (parent int, child int, times int DEFAULT 1) ON COMMIT DROP;
INSERT INTO g_node
SELECT g, 'S', 0, product0 + p.n, life,
    'SN-' || lpad(to_hex((g::bigint * 2654435761) %% 4294967296), 8, '0'),
    now - interval '1000 day' * (1 - g::float / %(serials)s) - interval '1 day',
    CASE WHEN (g::bigint * 7919) %% 10 < 6 THEN 1 ELSE 0 END, 0, 100, 20
FROM g_place, generate_series(1, %(serials)s) g
JOIN g_product p ON p.kind = 'S' AND p.seq = (g / 100) %% 20;
INSERT INTO g_node
SELECT %(serials)s + g, 'T', 0, product0 + p.n, life, 'LOT-' || lpad(g::text, 8, '0'),
    now - interval '1000 day' * (1 - g::float / %(traded)s) - interval '1 day',
    CASE WHEN (g::bigint * 7919) %% 10 < 9 THEN 40 ELSE 0 END, 60, 10, 5
FROM g_place, generate_series(1, %(traded)s) g
JOIN g_product p ON p.kind = 'T' AND p.seq = (g / 10) %% 50;

-- name: level
INSERT INTO g_node
SELECT %(start)s + g, %(kind)s, %(level)s, product0 + p.n, life,
    %(prefix)s || lpad((%(first)s + g - 1)::text, %(digits)s, '0'),
    now + interval '1 day' * (%(begins)s + %(lasts)s * g::float / %(count)s),
    CASE WHEN NOT %(sold)s THEN 0 WHEN %(kind)s = 'P' THEN 10
        WHEN (g::bigint * 7919) %% 10 < 7 THEN 50 ELSE 0 END,
    10, CASE %(kind)s WHEN 'P' THEN 1 ELSE 5 END, CASE %(kind)s WHEN 'P' THEN 1 ELSE 3 END
FROM g_place, generate_series(1, %(count)s) g
JOIN g_product p ON p.kind = 'G' || %(level)s %% 12 AND p.seq = g %% 8;

-- name: shelf
INSERT INTO g_node
SELECT %(start)s + g, 'F', 0, product0 + p.n, 31 + g %% 90 + (g::bigint * 7919) %% 700,
    format('SHELF-%%s-%%s', %(count)s, lpad(g::text, 6, '0')), now - interval '1 day' * (1 + g %% 90),
    0, 10, 100, 1
FROM g_place, generate_series(1, %(count)s) g
JOIN g_product p ON p.kind = 'F' || %(count)s;

-- name: hub
INSERT INTO g_node
SELECT %(start)s + g, 'H', LEAST(g, 2) - 1, product0 + p.n, life,
    CASE g WHEN 1 THEN 'HUB-0001' ELSE 'HUB-MADE-' || lpad(g::text, 4, '0') END,
    now - interval '1 day' * (300 - g::float / 10), 0, 10, 1, 1
FROM g_place, generate_series(1, %(count)s) g
JOIN g_product p ON p.kind = 'H' AND p.seq = LEAST(g, 2) - 1;
INSERT INTO g_edge
SELECT %(start)s + 1, %(start)s + g, %(times)s FROM generate_series(2, %(count)s) g;

-- name: edges
INSERT INTO g_edge
SELECT DISTINCT %(parents)s + 1 + (g::bigint * 3 / 5 + shift) %% %(parent_count)s, %(start)s + 1 + g
FROM generate_series(0, %(count)s - 1) g, LATERAL (
    SELECT CASE WHEN %(parent_count)s > 30 THEN %(parent_count)s::bigint
        * (k * (618034 + (%(level)s * %(level)s + k) * 414214) %% 1000000) / 1000000 ELSE k END
    FROM generate_series(0, 2) k
) shifts (shift);

-- name: tree edges
INSERT INTO g_edge
SELECT %(start)s + 1 + (g - 1) / %(fan)s, %(start)s + 1 + g
FROM generate_series(1, %(total)s - 1) g;

-- name: inverse tree edges
INSERT INTO g_edge
SELECT %(start)s + 1 + g, %(start)s + 1 + (g - 1) / %(fan)s
FROM generate_series(1, %(total)s - 1) g;

-- name: lattice edges
INSERT INTO g_edge
SELECT %(start)s + level * %(fan)s + i, %(start)s + (level + 1) * %(fan)s + j
FROM generate_series(0, %(total)s / %(fan)s - 2) level,
    generate_series(1, %(fan)s) i, generate_series(1, %(fan)s) j;

-- name: loop edge
INSERT INTO g_edge VALUES (%(start)s + %(total)s, %(start)s + 1);

-- name: plan
CREATE UNIQUE INDEX ON g_node (n);
CREATE INDEX ON g_edge (child);
CREATE INDEX ON g_edge (parent);
ANALYZE g_node;
ANALYZE g_edge;
CREATE TEMP TABLE g_full ON COMMIT DROP AS
SELECT g.*, made.child IS NOT NULL AS made,
    CASE WHEN kind = 'S' THEN 1 ELSE delivered + kept + 10 * COALESCE(used.times, 0) END AS taken_in
FROM g_node g
LEFT JOIN (SELECT parent, SUM(times) AS times FROM g_edge GROUP BY parent) used ON used.parent = g.n
LEFT JOIN (SELECT DISTINCT child FROM g_edge) made ON made.child = g.n;
CREATE UNIQUE INDEX ON g_full (n);
ANALYZE g_full;
CREATE TEMP TABLE g_line ON COMMIT DROP AS
SELECT what, n, product, quantity, day, parent,
    dense_rank() OVER (ORDER BY what, document) AS document, row_number() OVER () AS line
FROM (
    SELECT 'R' AS what, n, product, taken_in AS quantity, created AS day, NULL::int AS parent,
        format('%%s/%%s/%%s', kind, product,
            (row_number() OVER (PARTITION BY kind, product ORDER BY n) - 1) / per_receipt)
            AS document
    FROM g_full WHERE NOT made
    UNION ALL
    SELECT 'D', n, product, delivered, created + interval '20 hour', NULL,
        format('%%s/%%s/%%s', kind, product,
            (row_number() OVER (PARTITION BY kind, product ORDER BY n) - 1) / per_delivery)
    FROM g_full WHERE delivered > 0
    UNION ALL
    SELECT 'M', n, product, taken_in, created, NULL, n::text FROM g_full WHERE made
    UNION ALL
    SELECT 'C', child.n, parent.product, 10, child.created, parent.n,
        format('%%s/%%s', child.n, parent.n)
    FROM g_edge
    JOIN g_full parent ON parent.n = g_edge.parent
    JOIN g_full child ON child.n = g_edge.child
    CROSS JOIN generate_series(1, times)
) planned;
ANALYZE g_line;
CREATE TEMP TABLE g_move ON COMMIT DROP AS
SELECT g_line.*, line0 + line AS line_id, move0 + document AS move_id,
    CASE WHEN what IN ('R', 'D') THEN picking0 + document END AS picking_id,
    CASE WHEN what IN ('M', 'C') THEN order0 + n END AS order_id,
    lot0 + COALESCE(parent, n) AS lot_id,
    CASE what WHEN 'R' THEN supplier WHEN 'M' THEN production ELSE stock END AS source,
    CASE what WHEN 'D' THEN customer WHEN 'C' THEN production ELSE stock END AS target,
    CASE what WHEN 'R' THEN receipts WHEN 'D' THEN deliveries ELSE orders END AS type_id
FROM g_line, g_place;
ANALYZE g_move;

-- name: documents
INSERT INTO stock_picking (id, name, state, move_type, priority, location_id, location_dest_id,
    picking_type_id, partner_id, company_id, scheduled_date, date_done, is_locked, printed,
    create_uid, write_uid, create_date, write_date)
SELECT picking_id, 'BENCH/' || what || '/' || picking_id, 'done', 'direct', '0', source, target,
    type_id, partner0 + 1 + picking_id %% 200, company, MIN(day), MIN(day), TRUE, FALSE,
    1, 1, now, now
FROM g_move, g_place WHERE picking_id IS NOT NULL
GROUP BY picking_id, what, source, target, type_id, partner0, company, now;
INSERT INTO mrp_production (id, name, priority, state, product_id, product_uom_id, product_qty,
    qty_producing, product_uom_qty, picking_type_id, location_src_id, location_dest_id,
    production_location_id, company_id, consumption, is_locked, date_start, date_finished,
    create_uid, write_uid, create_date, write_date)
SELECT order_id, 'BENCH/MO/' || order_id, '0', 'done', product, unit, quantity, quantity,
    quantity, type_id, stock, stock, production, company, 'flexible', TRUE, day, day,
    1, 1, now, now
FROM g_move, g_place WHERE what = 'M';
INSERT INTO mrp_production_stock_lot_rel (mrp_production_id, stock_lot_id)
SELECT order_id, lot_id FROM g_move WHERE what = 'M';

-- name: movements
INSERT INTO stock_move (id, sequence, company_id, product_id, product_uom, location_id,
    location_dest_id, partner_id, picking_id, picking_type_id, state, procure_method, reference,
    product_qty, product_uom_qty, quantity, picked, propagate_cancel, is_inventory, additional,
    date, production_id, raw_material_production_id, unit_factor, create_uid, write_uid,
    create_date, write_date)
SELECT move_id, 10, company, product, unit, source, target,
    CASE WHEN what = 'D' THEN partner0 + 1 + picking_id %% 200 END, picking_id, type_id,
    'done', 'make_to_stock', 'BENCH/' || what || '/' || COALESCE(picking_id, order_id),
    SUM(quantity), SUM(quantity), SUM(quantity), TRUE, TRUE, FALSE, FALSE, MIN(day),
    CASE WHEN what = 'M' THEN order_id END, CASE WHEN what = 'C' THEN order_id END, 1,
    1, 1, now, now
FROM g_move, g_place
GROUP BY move_id, what, product, source, target, picking_id, order_id, type_id, company, unit,
    partner0, now;
INSERT INTO stock_move_line (id, picking_id, move_id, company_id, product_id, product_uom_id,
    lot_id, location_id, location_dest_id, state, quantity, quantity_product_uom, picked,
    is_entire_pack, date, create_uid, write_uid, create_date, write_date)
SELECT line_id, picking_id, move_id, company, product, unit, lot_id, source, target, 'done',
    quantity, quantity, TRUE, FALSE, day, 1, 1, now, now
FROM g_move, g_place;
INSERT INTO stock_move_line_consume_rel (consume_line_id, produce_line_id)
SELECT made.line_id, used.line_id
FROM g_move used JOIN g_move made ON made.what = 'M' AND made.n = used.n
WHERE used.what = 'C';

-- name: lots
CREATE TEMP TABLE g_stock ON COMMIT DROP AS
SELECT lot_id, MAX(product) AS product, place, SUM(quantity) AS quantity, MIN(day) AS day
FROM (
    SELECT lot_id, product, target AS place, quantity, day FROM g_move
    UNION ALL SELECT lot_id, product, source, -quantity, day FROM g_move
) both_sides
GROUP BY lot_id, place HAVING SUM(quantity) <> 0;
ANALYZE g_stock;
CREATE TEMP TABLE g_held ON COMMIT DROP AS
SELECT lot_id - lot0 AS n, MIN(place) AS place FROM g_stock, g_place WHERE quantity > 0
GROUP BY lot_id, lot0 HAVING COUNT(*) = 1;
CREATE UNIQUE INDEX ON g_held (n);
ANALYZE g_held;
INSERT INTO stock_lot (id, name, product_id, location_id, expiration_date, use_date,
    removal_date, alert_date, product_expiry_reminded, create_uid, write_uid, create_date,
    write_date)
SELECT lot0 + n, name, product, held.place, ends, ends - interval '15 day',
    ends - interval '10 day', ends - interval '30 day', ends - interval '30 day' <= now,
    1, 1, created, created
FROM g_place, (SELECT *, created + interval '1 day' * life AS ends FROM g_full) dated
LEFT JOIN g_held held USING (n)
ORDER BY n;
ANALYZE stock_lot;
INSERT INTO stock_quant (product_id, company_id, location_id, lot_id, quantity,
    reserved_quantity, inventory_quantity, inventory_quantity_set, in_date, expiration_date,
    removal_date, inventory_date, create_uid, write_uid, create_date, write_date)
SELECT product, CASE WHEN place IN (stock, production) THEN company END, place, lot_id, quantity,
    0, 0, FALSE, day, lot.expiration_date, lot.removal_date, current_date + 30, 1, 1, now, now
FROM g_place, g_stock JOIN stock_lot lot ON lot.id = g_stock.lot_id
ORDER BY lot_id, place;
