from django.core.management.base import BaseCommand
from django.utils.translation import override

from jurisdiction.models import Officer
from township.demonstration.cast import CAST, PASSWORD

WIDTH = 16


class Command(BaseCommand):
    help = "Print the sign-in names of the demonstration, if it is loaded."
    requires_system_checks = ()

    def handle(self, **options):
        names = [username for username, *_ in CAST]
        if Officer.objects.filter(username__in=names, is_active=True).count() < len(names):
            self.stdout.write("The demonstration is not loaded.")
            return
        self.stdout.write("Demonstration, all persons invented / 演示数据，人员均为虚构")
        self.stdout.write(f"  {'Sign-in name':<{WIDTH}}{'Capacity':<24}登录名、职务")
        for username, name, capacity, _ in CAST:
            self.stdout.write(
                f"  {username:<{WIDTH}}{english(capacity):<24}{chinese(capacity)} {name}"
            )
        self.stdout.write(f"  Password of all of them / 统一密码：{PASSWORD}")


def english(capacity):
    with override("en"):
        return str(capacity.label)


def chinese(capacity):
    with override("zh-hans"):
        return str(capacity.label)
