"""How good plans are: public instances with best known solutions."""
