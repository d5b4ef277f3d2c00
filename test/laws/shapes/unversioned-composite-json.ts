import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, PrimaryKeyProp, type Rel } from '../../../src/index.ts';
import { Row, Shelf } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class UnversionedSetting extends Row {
  readonly [PrimaryKeyProp]?: ['tenant', 'code'];

  @PrimaryKey({ type: 'integer' })
  tenant!: number;

  @PrimaryKey({ type: 'text' })
  code!: string;

  @Property({ type: 'json', nullable: true })
  value: { colours: string[] } | null = { colours: ['base'] };

  @ManyToOne({ entity: () => UnversionedSettingShelf, nullable: true })
  shelf: Rel<UnversionedSettingShelf> | null = null;
}

@Entity()
class UnversionedSettingShelf extends Shelf {
  @OneToMany(() => UnversionedSetting, row => row.shelf)
  readonly rows = new Collection<UnversionedSetting>(this);
}

export const unversionedCompositeJson = shape({
  name: 'no version, a key of two columns and a JSON column',
  type: UnversionedSetting,
  shelf: UnversionedSettingShelf,
  versioned: false,
  field: 'value',
  theirs: `"value" = '{"colours":["theirs"]}'`,
  theirsNull: `"value" = null`,
  given: (tag, n) => Object.assign(new UnversionedSetting(tag), { tenant: n, code: 'colours' }),
  key: row => [row.tenant, row.code],
  change: row => void row.value!.colours.push('mine'),
});
