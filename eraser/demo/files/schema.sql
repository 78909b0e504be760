-- The database of SIA Gaismas Enerģija: tables. Keys and indexes follow after the rows, in keys.sql.
CREATE SCHEMA crm;
CREATE SCHEMA billing;
CREATE SCHEMA marketing;
CREATE SCHEMA aml;
CREATE SCHEMA catalog;

CREATE TABLE crm.employees (
    id bigint NOT NULL,
    given_name text NOT NULL,
    surname text NOT NULL,
    email text NOT NULL
);
CREATE TABLE crm.customers (
    id bigint NOT NULL,
    customer_number text NOT NULL,
    given_name text NOT NULL,
    surname text NOT NULL,
    personal_code varchar(12),
    former_personal_code varchar(12),
    email text,
    phone text,
    iban varchar(34),
    address text,
    created_by bigint NOT NULL
);
CREATE TABLE crm.contracts (
    id bigint NOT NULL,
    contract_number text NOT NULL,
    customer_id bigint NOT NULL,
    co_customer_id bigint,
    signed_on date NOT NULL,
    ended_on date,
    account_manager_id bigint NOT NULL,
    contact_phone text
);
CREATE TABLE crm.meters (
    meter_number text NOT NULL CHECK (meter_number ~ '^[0-9]{11}$'),
    contract_id bigint NOT NULL
);
CREATE TABLE crm.cctv_incidents (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    clip_object text NOT NULL,
    happened_on date NOT NULL
);
CREATE TABLE crm.suppliers (
    registration_number text NOT NULL,
    title text NOT NULL,
    vat text NOT NULL,
    partner_ref text NOT NULL
);
CREATE TABLE billing.invoices (
    invoice_number text NOT NULL,
    contract_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    issued_on date NOT NULL,
    total numeric(12, 2) NOT NULL,
    buyer_name text NOT NULL,
    approved_by bigint NOT NULL
);
CREATE TABLE billing.payments (
    id bigint NOT NULL,
    invoice_number text NOT NULL,
    paid_on date NOT NULL,
    amount numeric(12, 2) NOT NULL,
    payer_iban varchar(34) NOT NULL
);
CREATE TABLE billing.debts (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    opened_on date NOT NULL,
    closed_on date
);
CREATE TABLE marketing.consents (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    email text NOT NULL,
    channel text NOT NULL,
    given_on date NOT NULL
);
CREATE TABLE aml.files (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    personal_code varchar(12) NOT NULL,
    relationship_ended_on date
);
CREATE TABLE catalog.articles (
    code char(8) NOT NULL,
    title text NOT NULL
);
