import { Component, type ErrorInfo, type ReactNode } from 'react';
import { type AppError, thrownText } from '../../../shared/errors.ts';
import { reportDefect } from '../../state/defects.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';

/**
 * Catches a defect while drawing, so that one broken screen does not take the window with it. `place` names what broke;
 * another place is a new try.
 */
export class ErrorBoundary extends Component<{ place: string; children: ReactNode }, { error: AppError | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown): { error: AppError } {
    return {
      error: {
        code: 'unexpected',
        message: 'This part of the window could not be drawn.',
        why: thrownText(error),
        next: 'Draw it again. Runs go on in the meantime; nothing of them is lost.',
      },
    };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    reportDefect(`drawing ${this.props.place}`, error, componentStack ?? '');
  }

  override componentDidUpdate(before: { place: string }): void {
    if (before.place !== this.props.place && this.state.error) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div style={{ padding: 24, flex: 1 }}>
        <ErrorCard error={error} only={['problem', 'diagnostics']}>
          <Button size="small" onClick={() => this.setState({ error: null })}>
            Draw it again
          </Button>
        </ErrorCard>
      </div>
    );
  }
}
