"""Photos of boxes: handed in by the devices that took them, shown to who may see the scan, erased when somebody asks for it."""
