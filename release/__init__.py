"""What a release is made of, and what is known about it. Development only: nothing here travels in the wheel.

python -m release DIR            wheel, source archive, bill of materials and checksums     (make dist)
python -m release.audit          known holes in what the lock files pin                      (make audit)

locks                 the lock files, read
archives              wheel and source archive, the same bytes wherever they are built
bill_of_materials     what a user of the release runs, as CycloneDX
audit                 pip-audit, and an honest word where its service does not answer
"""
