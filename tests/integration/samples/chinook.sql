-- The tables, keys and columns of the sample database Chinook (a music shop), typed anew; the rows
-- are made up. Customers 1 to 30; employees 1 to 5, of whom 3 to 5 look after customers.
create table artist (artist_id int primary key, name varchar(120));
create table album (album_id int primary key, title varchar(160) not null,
  artist_id int not null references artist);
create table genre (genre_id int primary key, name varchar(120));
create table media_type (media_type_id int primary key, name varchar(120));
create table track (track_id int primary key, name varchar(200) not null,
  album_id int references album, media_type_id int not null references media_type,
  genre_id int references genre, composer varchar(220), milliseconds int not null, bytes int,
  unit_price numeric(10,2) not null);
create table playlist (playlist_id int primary key, name varchar(120));
create table playlist_track (playlist_id int not null references playlist,
  track_id int not null references track, primary key (playlist_id, track_id));
create table employee (employee_id int primary key, last_name varchar(20) not null,
  first_name varchar(20) not null, title varchar(30), reports_to int references employee,
  birth_date timestamp, hire_date timestamp, address varchar(70), city varchar(40),
  state varchar(40), country varchar(40), postal_code varchar(10), phone varchar(24),
  fax varchar(24), email varchar(60));
create table customer (customer_id int primary key, first_name varchar(40) not null,
  last_name varchar(20) not null, company varchar(80), address varchar(70), city varchar(40),
  state varchar(40), country varchar(40), postal_code varchar(10), phone varchar(24),
  fax varchar(24), email varchar(60) not null, support_rep_id int references employee);
create table invoice (invoice_id int primary key, customer_id int not null references customer,
  invoice_date timestamp not null, billing_address varchar(70), billing_city varchar(40),
  billing_state varchar(40), billing_country varchar(40), billing_postal_code varchar(10),
  total numeric(10,2) not null);
create table invoice_line (invoice_line_id int primary key,
  invoice_id int not null references invoice, track_id int not null references track,
  unit_price numeric(10,2) not null, quantity int not null);

insert into artist select n, 'Artist ' || n from generate_series(1, 10) n;
insert into album select n, 'Album ' || n, n from generate_series(1, 10) n;
insert into genre values (1, 'Rock');
insert into media_type values (1, 'MPEG');
insert into track
  select n, 'Track ' || n, 1 + n % 10, 1, 1, 'Composer', 200000 + n, 22124000 + n, 0.99
  from generate_series(1, 100) n;
insert into playlist values (1, 'Music');
insert into playlist_track select 1, n from generate_series(1, 100) n;
insert into employee
  select n, (array['Adams', 'Edwards', 'Peacock', 'Park', 'Johnson'])[n],
    (array['Andrew', 'Nancy', 'Jane', 'Margaret', 'Steve'])[n], 'Agent', nullif((n + 1) / 2, n),
    '1970-02-03', '2002-08-14', n || ' Avenue', 'Calgary', 'AB', 'Canada', 'T2P',
    '+1 (403) 262-344' || n, null, 'employee' || n || '@chinookcorp.com'
  from generate_series(1, 5) n;
insert into customer
  select n, (array['Luís', 'Leonie', 'François', 'Bjørn', 'Astrid'])[1 + n % 5],
    'Familia' || n % 7, null, n || ' Strasse', 'Oslo', null, 'Norway', '0171',
    '+47 22 44 22 ' || lpad(n::text, 2, '0'), null, 'customer' || n || '@example.no', 3 + n % 3
  from generate_series(1, 30) n;
insert into invoice
  select n, 1 + n % 30, timestamp '2021-01-01' + n * interval '1 day', (1 + n % 30) || ' Strasse',
    'Oslo', null, 'Norway', '0171', 3.96 from generate_series(1, 120) n;
insert into invoice_line
  select n, 1 + n % 120, 1 + n % 100, 0.99, 1 from generate_series(1, 480) n;
