from django.db import migrations, models

# Whatever writes a run's row, in whatever way, its revision grows: what a client has seen can be told by it.
TRIGGER = """
CREATE FUNCTION next_revision_of_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$;
CREATE TRIGGER next_revision BEFORE UPDATE ON runs_run FOR EACH ROW EXECUTE FUNCTION next_revision_of_run();
"""
NO_TRIGGER = """
DROP TRIGGER next_revision ON runs_run;
DROP FUNCTION next_revision_of_run;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('runs', '0005_keeper'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='revision',
            field=models.BigIntegerField(default=0, editable=False, help_text='Grows with every change of this row'),
        ),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
    ]
