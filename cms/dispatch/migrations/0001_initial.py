import django.db.models.deletion
from django.db import migrations, models


from cms.dispatch import triggers


def guard_ledger(apps, schema_editor):
    triggers.install(schema_editor.execute, schema_editor.connection.vendor)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('issues', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True, verbose_name='表单编号')),
                ('kind', models.CharField(choices=[('receive', '印件入库'), ('seal', '封装'), ('unseal', '拆封'), ('send', '发出'), ('receipt', '签收'), ('returned', '退件'), ('stocktake', '盘点'), ('retain', '留用'), ('recall', '清退'), ('lose', '报失'), ('find', '找到'), ('destroy', '销毁'), ('reprint', '补印'), ('reissue', '补发')], max_length=10, verbose_name='事项')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('day', models.DateField(verbose_name='日期')),
                ('by', models.CharField(max_length=150, verbose_name='经办人')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('approved_by', models.CharField(blank=True, max_length=60, verbose_name='批准人')),
                ('approved_on', models.DateField(null=True, verbose_name='批准日期')),
                ('way', models.CharField(blank=True, max_length=60, verbose_name='方式')),
                ('site', models.CharField(blank=True, max_length=60, verbose_name='地点')),
                ('witness_1', models.CharField(blank=True, max_length=60, verbose_name='第一人')),
                ('witness_2', models.CharField(blank=True, max_length=60, verbose_name='第二人')),
            ],
            options={
                'verbose_name': '账目事项',
                'verbose_name_plural': '账目事项',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(db_index=True, verbose_name='登记年份')),
                ('number', models.PositiveIntegerField(verbose_name='顺序号')),
                ('day', models.DateField(verbose_name='签发日期')),
                ('issue_name', models.CharField(max_length=120, verbose_name='简报')),
                ('title', models.CharField(max_length=300, verbose_name='标题')),
                ('registration_no', models.CharField(blank=True, max_length=40, verbose_name='登记号')),
                ('secrecy', models.CharField(blank=True, max_length=20, verbose_name='密级')),
                ('urgency', models.CharField(blank=True, max_length=10, verbose_name='紧急程度')),
                ('planned', models.PositiveIntegerField(null=True, verbose_name='共印份数')),
                ('numbered', models.BooleanField(verbose_name='有份号')),
                ('counted_on', models.DateField(null=True, verbose_name='盘点日期')),
                ('filed_on', models.DateField(blank=True, null=True, verbose_name='归卷日期')),
                ('file_no', models.CharField(blank=True, max_length=40, verbose_name='归入卷号')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='dispatch.dispatch')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispatch', to='issues.issueversion')),
            ],
            options={
                'verbose_name': '发文',
                'verbose_name_plural': '发文',
                'ordering': ['-day', '-pk'],
                'permissions': [('keep_ledger', '可以登记发文、回执和清退销毁')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(db_index=True, max_length=80, verbose_name='收件单位')),
                ('contact', models.CharField(blank=True, max_length=60, verbose_name='收件处室')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                ('channel', models.CharField(blank=True, max_length=40, verbose_name='渠道')),
                ('copies', models.PositiveIntegerField(verbose_name='份数')),
                ('first_number', models.PositiveIntegerField(null=True, verbose_name='起始份号')),
                ('last_number', models.PositiveIntegerField(null=True, verbose_name='末尾份号')),
                ('year', models.PositiveSmallIntegerField(verbose_name='封号年份')),
                ('seal', models.PositiveIntegerField(verbose_name='封号')),
                ('token', models.CharField(max_length=4)),
                ('stage', models.CharField(choices=[('waiting', '待封'), ('sealed', '已封待发'), ('sent', '已发，未签收'), ('partly', '部分签收'), ('received', '已签收'), ('returned', '退件'), ('recalled', '已清退'), ('lost', '已报失'), ('gone', '已转出')], default='waiting', max_length=10, verbose_name='状态')),
                ('sent_on', models.DateField(null=True, verbose_name='发出日期')),
                ('received_on', models.DateField(null=True, verbose_name='签收日期')),
                ('received_by', models.CharField(blank=True, max_length=60, verbose_name='签收人')),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='dispatch.dispatch')),
                ('instead_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reissues', to='dispatch.parcel')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='dispatch.parcel')),
            ],
            options={
                'verbose_name': '封件',
                'verbose_name_plural': '封件',
                'ordering': ['dispatch', 'position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(null=True, verbose_name='份号')),
                ('place', models.CharField(choices=[('store', '库存'), ('sealed', '已封待发'), ('sent', '在途'), ('held', '收件单位'), ('recalled', '已清退'), ('retained', '留用'), ('missing', '查无下落'), ('destroyed', '已销毁')], max_length=10, verbose_name='在哪里')),
                ('count', models.PositiveIntegerField(verbose_name='份数')),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='dispatch.dispatch')),
                ('parcel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='dispatch.parcel')),
            ],
            options={
                'verbose_name': '现有',
                'verbose_name_plural': '现有',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(null=True, verbose_name='份号')),
                ('count', models.PositiveIntegerField(verbose_name='份数')),
                ('source', models.CharField(blank=True, max_length=10, verbose_name='从')),
                ('target', models.CharField(max_length=10, verbose_name='到')),
                ('person', models.CharField(blank=True, max_length=60, verbose_name='签收人或退回人')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='dispatch.act')),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='dispatch.dispatch')),
                ('source_parcel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='left', to='dispatch.parcel')),
                ('target_parcel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came', to='dispatch.parcel')),
            ],
            options={
                'verbose_name': '账目',
                'verbose_name_plural': '账目',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Recall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('issue', '一期'), ('year', '一年'), ('recipient', '一个收件单位')], max_length=10, verbose_name='范围')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='年份')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='收件单位')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('opened_on', models.DateField(verbose_name='开始日期')),
                ('due_on', models.DateField(verbose_name='截止日期')),
                ('opened_by', models.CharField(max_length=150, verbose_name='经办人')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to='issues.issue')),
            ],
            options={
                'verbose_name': '清退',
                'verbose_name_plural': '清退',
                'ordering': ['-opened_on', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='act',
            name='recall',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='dispatch.recall'),
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('by', models.CharField(max_length=150, verbose_name='经办人')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='怎样催的')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='dispatch.parcel')),
            ],
            options={
                'verbose_name': '催办',
                'verbose_name_plural': '催办',
                'ordering': ['-day', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(fields=('year', 'number'), name='one_dispatch_per_number'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(fields=['stage', 'sent_on'], name='parcels_on_the_way'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(fields=('year', 'seal'), name='one_parcel_per_seal'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('number__gt', 0)), fields=('dispatch', 'number'), name='one_place_per_numbered_copy'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('number', None), ('parcel__isnull', False)), fields=('dispatch', 'place', 'parcel'), name='one_lot_per_parcel_and_place'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('number', None), ('parcel', None)), fields=('dispatch', 'place'), name='one_lot_per_place'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 0)), name='no_place_owes_copies'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('count', 1), _connector='OR'), name='a_numbered_copy_is_one'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('number__range', (1, 999999)), _connector='OR'), name='a_number_has_six_digits'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['dispatch', 'number'], name='entries_of_a_copy'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='an_entry_moves_something'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('count', 1), _connector='OR'), name='a_number_is_one_copy'),
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'destroy'), _negated=True), models.Q(('witness_1__gt', ''), ('witness_2__gt', ''), models.Q(('witness_1', models.F('witness_2')), _negated=True), ('approved_by__gt', ''), ('site__gt', ''), ('way__gt', '')), _connector='OR'), name='destroyed_before_two_people'),
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('retain', 'lose', 'find', 'reprint', 'reissue', 'returned')), _negated=True), ('reason__gt', ''), _connector='OR'), name='said_why'),
        ),
        migrations.RunPython(guard_ledger, migrations.RunPython.noop),
    ]
