import { ActionIcon, Button, Group, Menu, Modal, ScrollArea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Language, Question } from './question';
import { useSavedSearches } from './saved';
import type { SavedSearch } from './saved';
import { Icon } from '../../ui/icons';
import classes from './LogsPage.module.css';

type SavedMenuProps = {
  question: Question;
  columns: string[];
  onOpen: (search: { language: Language; q: string; columns: string[] }) => void;
};

/** Searches kept under a name, for all who use the tenant. */
export function SavedMenu({ question, columns, onOpen }: SavedMenuProps) {
  const saved = useSavedSearches();
  // A search to name: a new one, or one that gets another name.
  const [naming, setNaming] = useState<SavedSearch | 'new'>();
  return (
    <>
      <Menu width={380} onOpen={() => void saved.list.refetch()}>
        <Menu.Target><Button variant="default" leftSection={<Icon name="star" size={13} />}>Saved</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="plus" size={13} />} onClick={() => setNaming('new')}>Save this search…</Menu.Item>
          <Menu.Divider />
          {saved.list.error && <Menu.Label>{saved.list.error.message}</Menu.Label>}
          {saved.list.data?.length === 0 && <Menu.Label>Searches you save appear here</Menu.Label>}
          <ScrollArea.Autosize mah={400}>
            {saved.list.data?.map((search) => (
              <div key={search.id} className={classes.savedRow}>
                <Menu.Item onClick={() => onOpen({ language: search.language === 'logql' ? 'logql' : 'search', q: search.query, columns: search.columns })}>
                  <div>{search.name}</div>
                  <div className={classes.savedQuery}>{search.query || 'all lines'}</div>
                </Menu.Item>
                <Group gap={0} wrap="nowrap">
                  <ActionIcon size="sm" aria-label={`Rename ${search.name}`} title="Rename" onClick={() => setNaming(search)}><Icon name="format" size={12} /></ActionIcon>
                  <ActionIcon size="sm" aria-label={`Replace ${search.name}`} title="Replace by this search" onClick={() => saved.change.mutate({ ...search, ...bodyOf(question, columns) })}><Icon name="download" size={12} /></ActionIcon>
                  <ActionIcon size="sm" aria-label={`Delete ${search.name}`} title="Delete" onClick={() => saved.remove.mutate(search.id)}><Icon name="trash" size={12} /></ActionIcon>
                </Group>
              </div>
            ))}
          </ScrollArea.Autosize>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={naming !== undefined} onClose={() => setNaming(undefined)} title={naming === 'new' ? 'Save this search' : 'Rename the search'} size="sm">
        {naming && (
          <NameForm first={naming === 'new' ? '' : naming.name} fault={saved.create.error ?? saved.change.error} onSave={async (name) => {
            if (naming === 'new') await saved.create.mutateAsync({ name, ...bodyOf(question, columns) });
            else await saved.change.mutateAsync({ ...naming, name });
            setNaming(undefined);
          }} />
        )}
      </Modal>
    </>
  );
}

const bodyOf = (question: Question, columns: string[]) => ({ language: question.language === 'logql' ? 'logql' : 'lucene', query: question.q, columns });

function NameForm({ first, fault, onSave }: { first: string; fault: Error | null; onSave: (name: string) => Promise<void> }) {
  const [name, setName] = useState(first);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What the server says is shown below the name.
    onSave(name).catch(() => {});
  };
  return (
    <form onSubmit={submit}>
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={120} error={fault?.message} data-autofocus />
      <Group justify="flex-end" mt="md"><Button type="submit" disabled={name.trim() === ''}>Save</Button></Group>
    </form>
  );
}
