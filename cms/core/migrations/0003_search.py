from django.db import migrations, models

# Pairs of neighbouring characters as numbers. Written out rather than as an aggregate: half the time.
GRAMS = """
CREATE FUNCTION press_grams(t text) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  character text;
  this bigint;
  last bigint;
  grams bigint[] := '{}';
BEGIN
  FOREACH character IN ARRAY string_to_array(t, NULL) LOOP
    this := ascii(character);
    IF last IS NOT NULL THEN
      grams := grams || (last << 21 | this);
    END IF;
    last := this;
  END LOOP;
  RETURN grams;
END $$;
-- Without a list of entries that wait: searches would read through it. Without statistics: they take minutes and help little.
CREATE INDEX core_searchtext_grams ON core_searchtext USING gin (press_grams(text)) WITH (fastupdate = off);
ALTER INDEX core_searchtext_grams ALTER COLUMN 1 SET STATISTICS 0;
-- Uncompressed, a text is read through three times as fast.
ALTER TABLE core_searchtext ALTER COLUMN text SET STORAGE EXTERNAL;
"""


def index_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GRAMS, None)


def drop_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION press_grams CASCADE", None)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_auditentry_notice'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=80)),
                ('object_id', models.BigIntegerField()),
                ('text', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='one_text_per_object')],
            },
        ),
        migrations.RunPython(index_pairs, drop_pairs),
    ]
