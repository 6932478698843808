"""What the platform of Acme adds to oamc."""

from acme_oamc.cache import CACHE
from acme_oamc.cost_center import COST_CENTER
from acme_oamc.tenant import TENANT
from oamc.capabilities.v1 import Package

CAPABILITIES = Package(workload_types=(CACHE,), traits=(COST_CENTER,), scopes=(TENANT,))
