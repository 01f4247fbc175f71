"""The outermost room: charms over HTTP and WebSocket, for browsers and for scripts alike.

app       the addresses, and what each answers
gate      who asks, and whether they may: in front of every request and every socket
answers   what went wrong, as a status, for people and for scripts
protocol  frames of the page's channel, and names of events
socket    one connection of one page
forms     what a form without script says
places    where a bound input leads: its address and its type
markup    elements of a view as HTML, made once per recipe
parts     what of that HTML changes, and how a page fills it
document  the whole page
serve     a server for the application
client/   the page's script and its theme
"""
