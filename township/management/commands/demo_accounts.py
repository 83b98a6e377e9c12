from django.core.management.base import BaseCommand
from django.utils.translation import override

from jurisdiction.access import NEEDS_SECOND_FACTOR
from jurisdiction.models import Officer
from jurisdiction.sign_in import present_code
from township.demonstration.cast import CAST
from township.demonstration.passwords import PASSWORD, SECOND_FACTOR_SECRET

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
            mark = " *" if capacity in NEEDS_SECOND_FACTOR else ""
            self.stdout.write(
                f"  {username:<{WIDTH}}{english(capacity):<24}{chinese(capacity)} {name}{mark}"
            )
        self.stdout.write(f"  Password of all of them / 统一密码：{PASSWORD}")
        self.tell_second_factor()

    def tell_second_factor(self):
        code, seconds = present_code(SECOND_FACTOR_SECRET)
        self.stdout.write("  * asks for a code as well / 还要输入动态验证码")
        self.stdout.write(f"    Key for an app / 身份验证器密钥：{SECOND_FACTOR_SECRET}")
        self.stdout.write(f"    Code now / 当前验证码：{code} ({seconds} s)")
        self.stdout.write("    The next one / 下一个：bin/manage demo_code")


def english(capacity):
    with override("en"):
        return str(capacity.label)


def chinese(capacity):
    with override("zh-hans"):
        return str(capacity.label)
