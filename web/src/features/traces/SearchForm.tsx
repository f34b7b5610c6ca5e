import { ActionIcon, Autocomplete, Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Condition, FormQuery } from './traceql/simple';
import { readTags, readValues } from './traceql/complete';
import type { Period } from './traceql/complete';
import { attributeName } from './traceql/write';
import { useTenant } from '../../lib/tenant';
import { Icon } from '../../ui/icons';
import classes from './TracesPage.module.css';

const operators = ['=', '!=', '=~', '!~', '>', '>=', '<', '<='];

type SearchFormProps = {
  /** Undefined when the query says more than a form can. */
  form: FormQuery | undefined;
  period: () => Period;
  onChange: (form: FormQuery) => void;
  onReset: () => void;
};

/** The query as fields. Every change writes the query anew; a query typed by hand fills the fields. */
export function SearchForm({ form, period, onChange, onReset }: SearchFormProps) {
  const services = useValues('resource.service.name', period);
  const operations = useValues('name', period);
  if (!form) {
    return <p className={classes.beyond}>This query says more than the form can show. <button type="button" onClick={onReset}>Start the form anew</button></p>;
  }
  const set = (change: Partial<FormQuery>) => onChange({ ...form, ...change });
  const setOther = (place: number, change: Partial<Condition>) => set({ others: form.others.map((each, at) => (at === place ? { ...each, ...change } : each)) });
  return (
    <div className={classes.form}>
      <Autocomplete label="Service" placeholder="any" data={services} value={form.service} onChange={(service) => set({ service })} limit={50} size="xs" />
      <Autocomplete label="Operation" placeholder="any" data={operations} value={form.operation} onChange={(operation) => set({ operation })} limit={50} size="xs" className={classes.wide} />
      <Select label="Status" data={[{ value: '', label: 'any' }, 'error', 'ok', 'unset']} value={form.status} onChange={(status) => set({ status: status ?? '' })} className={classes.small} />
      <TextInput label="At least" placeholder="100ms" value={form.minDuration} onChange={(event) => set({ minDuration: event.currentTarget.value })} className={classes.small} />
      <TextInput label="At most" placeholder="2s" value={form.maxDuration} onChange={(event) => set({ maxDuration: event.currentTarget.value })} className={classes.small} />
      <div className={classes.others}>
        {form.others.map((condition, place) => (
          <OtherCondition key={place} condition={condition} period={period} onChange={(change) => setOther(place, change)} onRemove={() => set({ others: form.others.filter((_, at) => at !== place) })} />
        ))}
        <Button variant="subtle" onClick={() => set({ others: [...form.others, { field: 'span.', operator: '=', value: '', text: true }] })}>Add attribute</Button>
      </div>
    </div>
  );
}

type OtherProps = { condition: Condition; period: () => Period; onChange: (change: Partial<Condition>) => void; onRemove: () => void };

function OtherCondition({ condition, period, onChange, onRemove }: OtherProps) {
  const [tenant] = useTenant();
  const { data: names = [] } = useQuery({
    queryKey: ['tags', tenant],
    queryFn: async () => [...new Set((await readTags(period())).scopes.filter(({ name }) => name !== 'intrinsic').flatMap(({ name, tags }) => tags.map((tag) => attributeName(name, tag))))],
    staleTime: 60_000,
  });
  const values = useValues(condition.field, period);
  return (
    <div className={classes.other}>
      <Autocomplete aria-label="Attribute" placeholder="span.http.route" data={names} value={condition.field} onChange={(field) => onChange({ field })} limit={60} size="xs" className={classes.field} />
      <Select aria-label="Comparison" data={operators} value={condition.operator} onChange={(operator) => onChange({ operator: operator ?? '=' })} allowDeselect={false} w={66} />
      <Autocomplete aria-label="Value" placeholder="value" data={values} value={condition.value} onChange={(value) => onChange({ value, text: !/^-?\d+(\.\d+)?$|^(true|false)$/.test(value) })} limit={60} size="xs" className={classes.field} />
      <ActionIcon aria-label="Remove the condition" onClick={onRemove}><Icon name="cross" size={13} /></ActionIcon>
    </div>
  );
}

/** Values of a field that occur; none while its name is not finished. */
function useValues(field: string, period: () => Period): string[] {
  const [tenant] = useTenant();
  const { data } = useQuery({
    queryKey: ['tag-values', tenant, field],
    queryFn: async () => [...new Set((await readValues(field, period())).tagValues.map(({ value }) => value))],
    enabled: /^[\w]+(\.[\w]|$)/.test(field),
    staleTime: 60_000,
    retry: false,
  });
  return data ?? [];
}
