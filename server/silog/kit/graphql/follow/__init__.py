"""Subscriptions: many who follow the same question are given one answer, made once."""
