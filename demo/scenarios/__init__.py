"""What goes wrong between supplier and retailer, one function per story, each with the truth about its lines."""
