"""Measurements that compare within one run; nothing here passes or fails a test."""
