from django.db import migrations, models

# What a run had computed by each of its generations: curves by evaluations and by time are drawn of a few of them,
# and would else have to add up all.
ADD_UP = """
UPDATE runs_generation AS generation
SET evaluations_so_far = totals.evaluations, elapsed_so_far_s = totals.seconds
FROM (
    SELECT id,
        sum((statistics->>'evaluations')::bigint) OVER earlier AS evaluations,
        sum((statistics->>'wall_s')::float8) OVER earlier AS seconds
    FROM runs_generation
    WINDOW earlier AS (PARTITION BY run_id ORDER BY number)
) AS totals
WHERE totals.id = generation.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('runs', '0007_belongings'),
    ]

    operations = [
        migrations.AddField(
            model_name='generation',
            name='evaluations_so_far',
            field=models.BigIntegerField(db_default=0, help_text='Of the run, up to and with this generation'),
        ),
        migrations.AddField(
            model_name='generation',
            name='elapsed_so_far_s',
            field=models.FloatField(db_default=0.0, help_text='Of the run, up to and with this generation'),
        ),
        migrations.RunSQL(ADD_UP, migrations.RunSQL.noop),
    ]
