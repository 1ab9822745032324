"""Work in the background on DBOS: queues, schedules, worker leases. Implements the Work port of cases."""
