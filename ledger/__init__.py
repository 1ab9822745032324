"""The database and the files: models, reads and writes, migrations, content-addressed storage, frames for the judge."""
