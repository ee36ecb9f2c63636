from django.db import migrations, models

COUNT_BIRTHS = """
UPDATE runs_run AS run SET births = counted.births
FROM (SELECT run_id, count(*) AS births FROM runs_creature GROUP BY run_id) AS counted
WHERE counted.run_id = run.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('runs', '0009_webhook_site'),
    ]

    operations = [
        migrations.RenameField(model_name='quota', old_name='clip_bytes', new_name='stored_bytes'),
        migrations.AlterField(
            model_name='quota',
            name='stored_bytes',
            field=models.PositiveBigIntegerField(blank=True, help_text='Of all that runs store: replays, checkpoints, creatures, scores, generations', null=True),
        ),
        migrations.AddField(
            model_name='run',
            name='births',
            field=models.BigIntegerField(default=0, help_text='Creatures recorded so far'),
        ),
        migrations.AddField(
            model_name='run',
            name='deleting',
            field=models.DateTimeField(help_text='Since when it is gone for everybody, and is being removed', null=True),
        ),
        migrations.RunSQL(COUNT_BIRTHS, migrations.RunSQL.noop),
    ]
