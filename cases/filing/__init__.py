"""What goes out: exhibits, packets, kits, bulk files, mails."""
