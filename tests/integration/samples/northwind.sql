-- The tables, keys and columns of the sample database Northwind (a food trader), typed anew; the
-- rows are made up. Customers are firms with letters as keys and a person to talk to; employees 1
-- to 9 took the orders.
create table categories (category_id smallint primary key, category_name varchar(15) not null);
create table customer_demographics (customer_type_id varchar(5) primary key, customer_desc text);
create table customers (customer_id varchar(5) primary key, company_name varchar(40) not null,
  contact_name varchar(30), contact_title varchar(30), address varchar(60), city varchar(15),
  region varchar(15), postal_code varchar(10), country varchar(15), phone varchar(24),
  fax varchar(24));
create table customer_customer_demo (customer_id varchar(5) not null references customers,
  customer_type_id varchar(5) not null references customer_demographics,
  primary key (customer_id, customer_type_id));
create table employees (employee_id smallint primary key, last_name varchar(20) not null,
  first_name varchar(10) not null, title varchar(30), title_of_courtesy varchar(25),
  birth_date date, hire_date date, address varchar(60), city varchar(15), region varchar(15),
  postal_code varchar(10), country varchar(15), home_phone varchar(24), extension varchar(4),
  photo bytea, notes text, reports_to smallint references employees, photo_path varchar(255));
create table suppliers (supplier_id smallint primary key, company_name varchar(40) not null,
  contact_name varchar(30), phone varchar(24));
create table products (product_id smallint primary key, product_name varchar(40) not null,
  supplier_id smallint references suppliers, category_id smallint references categories,
  unit_price real, discontinued int not null);
create table region (region_id smallint primary key, region_description varchar(60) not null);
create table shippers (shipper_id smallint primary key, company_name varchar(40) not null,
  phone varchar(24));
create table orders (order_id smallint primary key, customer_id varchar(5) references customers,
  employee_id smallint references employees, order_date date, required_date date,
  shipped_date date, ship_via smallint references shippers, freight real, ship_name varchar(40),
  ship_address varchar(60), ship_city varchar(15), ship_region varchar(15),
  ship_postal_code varchar(10), ship_country varchar(15));
create table territories (territory_id varchar(20) primary key,
  territory_description varchar(60) not null, region_id smallint not null references region);
create table employee_territories (employee_id smallint not null references employees,
  territory_id varchar(20) not null references territories,
  primary key (employee_id, territory_id));
create table order_details (order_id smallint not null references orders,
  product_id smallint not null references products, unit_price real not null,
  quantity smallint not null, discount real not null, primary key (order_id, product_id));

insert into categories values (1, 'Beverages');
insert into customer_demographics values ('GOLD', 'buys much');
insert into customers
  select chr(64 + n) || 'LFKI', 'Firm ' || n,
    (array['Maria', 'Ana', 'Antonio', 'Thomas'])[1 + n % 4] || ' Contact' || n, 'Owner',
    n || ' Str.', 'Berlin', null, '12209', 'Germany', '030-00743' || lpad(n::text, 2, '0'), null
  from generate_series(1, 20) n;
insert into customer_customer_demo values ('ALFKI', 'GOLD'), ('BLFKI', 'GOLD');
insert into employees
  select n, 'Last' || n, (array['Nancy', 'Andrew', 'Janet'])[1 + n % 3], 'Sales', 'Ms.',
    '1968-12-08', '1992-05-01', n || ' Ave.', 'Seattle', 'WA', '98122', 'USA',
    '(206) 555-98' || lpad(n::text, 2, '0'), lpad(n::text, 4, '5'), null,
    'Speaks French. Reports to Andrew.', nullif(2, n), null from generate_series(1, 9) n;
insert into suppliers values (1, 'Exotic Liquids', 'Charlotte Cooper', '(171) 555-2222');
insert into products select n, 'Chai ' || n, 1, 1, 18, 0 from generate_series(1, 10) n;
insert into region values (1, 'Eastern');
insert into shippers values (1, 'Speedy', '(503) 555-9831');
insert into orders
  select 10247 + n, chr(65 + n % 20) || 'LFKI', 1 + n % 9, '1996-07-04', '1996-08-01',
    '1996-07-16', 1, 32.38, 'Firm ' || 1 + n % 20, (1 + n % 20) || ' Str.', 'Berlin', null,
    '12209', 'Germany' from generate_series(1, 100) n;
insert into territories select lpad(n::text, 5, '0'), 'Place', 1 from generate_series(1, 9) n;
insert into employee_territories select n, lpad(n::text, 5, '0') from generate_series(1, 9) n;
insert into order_details
  select 10247 + n, 1 + (n + m) % 10, 14, 12, 0 from generate_series(1, 100) n,
    generate_series(0, 2) m;
