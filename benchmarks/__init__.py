"""What nianbao costs, beside what it cannot undercut and what one would write instead.

``python -m benchmarks`` measures everything in one run; ``benchmarks.__main__`` shows the order. All times are CPU
time of interleaved repetitions, so that whatever else the machine does hits all contestants alike.
"""
