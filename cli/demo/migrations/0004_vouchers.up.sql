CREATE TABLE vouchers (
    code        varchar(20) PRIMARY KEY,
    discount    numeric(4,2) NOT NULL CHECK (discount BETWEEN 0 AND 100),
    valid_until date NOT NULL
);
