-- The tables, keys and columns of the sample database pagila (a film rental), typed anew; the rows
-- are made up. Customers 1 to 60, staff 1 and 2. Customer 7's address is theirs alone; 8 and 9
-- live at one address; staff 1 lives above the store.
create table country (country_id int primary key, country text not null);
create table city (city_id int primary key, city text not null,
  country_id int not null references country);
create table address (address_id int primary key, address text not null, address2 text,
  district text not null, city_id int not null references city, postal_code text, phone text not null);
create table language (language_id int primary key, name char(20) not null);
create table film (film_id int primary key, title text not null, description text,
  language_id int not null references language, original_language_id int references language);
create table category (category_id int primary key, name text not null);
create table film_category (film_id int not null references film,
  category_id int not null references category, primary key (film_id, category_id));
create table actor (actor_id int primary key, first_name text not null, last_name text not null);
create table film_actor (actor_id int not null references actor,
  film_id int not null references film, primary key (actor_id, film_id));
create table store (store_id int primary key, manager_staff_id int not null unique,
  address_id int not null references address);
create table staff (staff_id int primary key, first_name text not null, last_name text not null,
  address_id int not null references address, email text, store_id int not null references store,
  active boolean not null default true, username text not null, password text, picture bytea);
alter table store add foreign key (manager_staff_id) references staff
  deferrable initially deferred;
create table customer (customer_id int primary key, store_id int not null references store,
  first_name text not null, last_name text not null, email text,
  address_id int not null references address, activebool boolean not null default true,
  create_date date not null default '2022-02-14');
create table inventory (inventory_id int primary key, film_id int not null references film,
  store_id int not null references store);
create table rental (rental_id int primary key, rental_date timestamptz not null,
  inventory_id int not null references inventory, customer_id int not null references customer,
  return_date timestamptz, staff_id int not null references staff);
create table payment (payment_id int not null, customer_id int not null references customer,
  staff_id int not null references staff, rental_id int not null references rental,
  amount numeric(5,2) not null, payment_date timestamptz not null,
  primary key (payment_date, payment_id)) partition by range (payment_date);
create table payment_p2022_01 partition of payment for values from ('2022-01-01') to ('2022-02-01');
create table payment_p2022_02 partition of payment for values from ('2022-02-01') to ('2022-03-01');

insert into country values (1, 'Latvia'), (2, 'Canada');
insert into city values (1, 'Riga', 1), (2, 'Lethbridge', 2);
insert into address
  select n, n || ' Street', null, 'District', 1 + n % 2, 'LV-1010', '2' || lpad(n::text, 7, '3')
  from generate_series(1, 70) n;
insert into language values (1, 'English');
insert into film select n, 'FILM ' || n, 'About films', 1, null from generate_series(1, 20) n;
insert into category values (1, 'Drama');
insert into film_category select n, 1 from generate_series(1, 20) n;
insert into actor select n, 'ACTOR', 'NUMBER ' || n from generate_series(1, 20) n;
insert into film_actor select n, n from generate_series(1, 20) n;
insert into store values (1, 1, 65), (2, 2, 66);
insert into staff values
  (1, 'Mike', 'Hillyer', 65, 'Mike.Hillyer@sakilastaff.com', 1, true, 'Mike', 'x', null),
  (2, 'Jon', 'Stephens', 67, 'Jon.Stephens@sakilastaff.com', 2, true, 'Jon', 'x', null);
insert into customer
  select n, 1 + n % 2, (array['MARY', 'LINDA', 'JAMES', 'PAUL', 'ANNA'])[1 + n % 5],
    'FAMILY' || n % 12, 'CUSTOMER.' || n || '@sakilacustomer.org',
    case n when 9 then 8 else n end from generate_series(1, 60) n;
insert into inventory select n, 1 + n % 20, 1 + n % 2 from generate_series(1, 40) n;
insert into rental
  select n, timestamptz '2022-01-01' + n * interval '2 hours', 1 + n % 40, 1 + n % 60,
    timestamptz '2022-02-01' + n * interval '2 hours', 1 + n % 2 from generate_series(1, 300) n;
insert into payment
  select n, 1 + n % 60, 1 + n % 2, n, 2.99, timestamptz '2022-01-02' + n * interval '2 hours'
  from generate_series(1, 300) n;
