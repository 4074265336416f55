"""Geography of island logistics: land, sea routes, land routes, berths and region areas.

Everything here is pure geography over WGS84 longitudes and latitudes. It knows no ballot box, no database and no clock, and it
imports nothing of the server.
"""
