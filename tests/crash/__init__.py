"""What a test suite cannot prove in passing: scripts run by hand, see docs/proofs.md."""
