import { TextInput } from '@mantine/core';
import type { Parameter } from './parameters';
import classes from './SqlPage.module.css';

/** A field for each `{name:Type}` of the query. */
export function ParameterFields({ parameters, values, onChange }: {
  parameters: Parameter[];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
}) {
  if (parameters.length === 0) return null;
  return (
    <div className={classes.parameters} role="group" aria-label="Parameters">
      {parameters.map(({ name, type }) => (
        <TextInput key={name} label={<>{name} <span className={classes.type}>{type}</span></>} value={values[name] ?? ''}
          onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })} />
      ))}
    </div>
  );
}
