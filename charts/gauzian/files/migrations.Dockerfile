# The image of the migration Job. Build it where migrations/ is, which is gauzian_back:
#   docker build -f migrations.Dockerfile -t angusvisual/gauzian-migrations:dev gauzian_back
FROM rust:1-bookworm AS build
RUN cargo install sqlx-cli --version 0.8.6 --locked --no-default-features --features rustls,postgres

FROM debian:bookworm-slim
COPY --from=build /usr/local/cargo/bin/sqlx /usr/local/bin/sqlx
WORKDIR /app
COPY migrations migrations
USER 1000:1000
CMD ["sqlx", "migrate", "run"]
