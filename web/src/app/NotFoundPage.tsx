import { Button } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Page';

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <Page title="Not found">
      <EmptyState title="No page here">
        <p>Nothing is known at <code>{pathname}</code>.</p>
        <Button component={Link} to="/" variant="light">Home</Button>
      </EmptyState>
    </Page>
  );
}
