"""Reads a calendar file with a library that did not write it, and prints its events as JSON.

Usage: feed.py FILE
"""

import json
import sys

import icalendar


def event(found):
    alarms = [found_alarm for found_alarm in found.walk("VALARM")]
    return {
        "uid": str(found["UID"]),
        "on": found["DTSTART"].dt.isoformat(),
        "all_day": not hasattr(found["DTSTART"].dt, "hour") and (found["DTEND"].dt - found["DTSTART"].dt).days == 1,
        "summary": str(found["SUMMARY"]),
        "description": str(found.get("DESCRIPTION", "")),
        "stamp": found["DTSTAMP"].dt.isoformat(),
        "alarms": [str(alarm["ACTION"]) for alarm in alarms],
    }


with open(sys.argv[1], "rb") as file:
    calendar = icalendar.Calendar.from_ical(file.read())
json.dump(
    {
        "version": str(calendar["VERSION"]),
        "product": str(calendar["PRODID"]),
        "events": [event(found) for found in calendar.walk("VEVENT")],
    },
    sys.stdout,
)
