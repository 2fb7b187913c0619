import { Command } from 'cmdk';
import { Plus } from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { NO_USAGE } from '../../shared/usage.ts';
import { Badge, type Tone } from '../ui/Badge.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button, type ButtonSize, type ButtonVariant, IconButton } from '../ui/Button.tsx';
import { Checkbox, Switch } from '../ui/Checkbox.tsx';
import { CommandInput, CommandItem, CommandList } from '../ui/CommandDialog.tsx';
import { DiscardButton } from '../ui/DiscardButton.tsx';
import { DraftMark } from '../ui/DraftMark.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { NumberField, TextArea, TextField } from '../ui/Field.tsx';
import { Duration, Money, Tokens } from '../ui/Figures.tsx';
import { GridCell, GridRow } from '../ui/Grid.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { ListDetail } from '../ui/ListDetail.tsx';
import { Menu } from '../ui/Menu.tsx';
import { OpenApproved } from '../ui/OpenApproved.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { ReviewFrame } from '../ui/ReviewFrame.tsx';
import { ReviewSwitch } from '../ui/ReviewSwitch.tsx';
import { Screen } from '../ui/Screen.tsx';
import { ScriptedBadge } from '../ui/ScriptedBadge.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { Select } from '../ui/Select.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { SplitPane } from '../ui/SplitPane.tsx';
import { StateShape } from '../ui/StateMark.tsx';
import { Segmented, Tabs } from '../ui/Tabs.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { TruncatedMove, TruncatedText } from '../ui/TruncatedText.tsx';
import { Unfold } from '../ui/Unfold.tsx';
import { VirtualList } from '../ui/VirtualList.tsx';
import { Dialogs } from './dialogs.tsx';
import styles from './gallery.module.css';

const TONES: Tone[] = ['neutral', 'accent', 'good', 'attention', 'bad', 'merged'];
const VARIANTS: ButtonVariant[] = ['primary', 'secondary', 'ghost', 'danger'];
const SIZES: ButtonSize[] = ['small', 'medium', 'large'];
const SHAPES = ['ready', 'attention', 'running', 'done', 'failed', 'waiting', 'merged'] as const;
const LONG = 'a-team-with-a-long-name/packages/service-with-a-long-name/src/components/button/index.ts';
const ignore = () => undefined;
const icon = <Plus size={14} aria-hidden />;
const choices = [
  { value: 'a', label: 'One', note: 'The usual one' },
  { value: 'b', label: 'Other' },
] as const;

const Line = ({ children }: { children: ReactNode }) => <div className={styles.line}>{children}</div>;
const Box = ({ children }: { children: ReactNode }) => <div className={styles.box}>{children}</div>;

/** A show of each file of ui/ that draws something; gallery.test.ts says when one is missing. */
export const PARTS: Record<string, ComponentType> = {
  Badge: () => (
    <Line>
      {TONES.map((tone) => (
        <Badge key={tone} tone={tone}>
          {tone}
        </Badge>
      ))}
    </Line>
  ),
  Banner: () =>
    (['info', 'warning', 'error'] as const).map((level) => (
      <Banner key={level} level={level} action={<Button size="small">Act</Button>} onDismiss={ignore}>
        Something that holds for everything under it ({level}).
      </Banner>
    )),
  Button: () => (
    <>
      {VARIANTS.map((variant) => (
        <Line key={variant}>
          {SIZES.map((size) => (
            <Button key={size} variant={variant} size={size} icon={icon}>
              {variant} {size}
            </Button>
          ))}
          <Button variant={variant} disabled>
            disabled
          </Button>
          <Button variant={variant} loading>
            loading
          </Button>
          <Button variant={variant} keys="Mod+Enter">
            keys
          </Button>
          <IconButton variant={variant} label="Add" icon={icon} />
          <IconButton variant={variant} label="Stays down" icon={icon} pressed />
        </Line>
      ))}
    </>
  ),
  Checkbox: () => (
    <>
      <Line>
        {([false, true, 'mixed'] as const).map((checked) => (
          <Checkbox key={String(checked)} checked={checked} onChecked={ignore}>
            {String(checked)}
          </Checkbox>
        ))}
        <Checkbox checked disabled onChecked={ignore}>
          disabled
        </Checkbox>
      </Line>
      <Switch label="On" hint="What it means." checked onChecked={ignore} />
      <Switch label="Off" checked={false} onChecked={ignore} />
    </>
  ),
  CommandDialog: () => (
    <Command label="Commands">
      <CommandInput placeholder="Type a command" />
      <CommandList>
        <CommandItem>New job</CommandItem>
        <CommandItem>Go to review</CommandItem>
      </CommandList>
    </Command>
  ),
  Dialog: Dialogs,
  DiscardButton: () => <DiscardButton label="Discard" what="The note" onDiscard={ignore} />,
  DraftMark: () => <DraftMark />,
  EmptyState: () => (
    <EmptyState title="Nothing yet" text="What comes here, and when." action={<Button>Begin</Button>} example="a/b" />
  ),
  ErrorCard: () => (
    <ErrorCard
      error={{
        code: 'git_auth',
        message: 'The token may not read this repository.',
        why: 'The host answered 403 to the clone.',
        next: 'Give the token access to it, then retry.',
        status: 403,
      }}
      onDismiss={ignore}
    />
  ),
  Field: () => (
    <>
      <TextField label="Branch" hint="The same in every repository." value="cody-batch/change" onValue={ignore} />
      <TextField label="Title" error="Too long." value="A title" onValue={ignore} />
      <TextArea label="Instruction" value={'Do it.\nEverywhere.'} onValue={ignore} />
      <NumberField label="Limit" prefix="$" suffix="per run" value={2} min={0} max={10} onValue={ignore} />
    </>
  ),
  Figures: () => (
    <Line>
      <Money dollars={0.0123} /> <Money dollars={123.4} /> <Duration ms={93_000} /> <Duration ms={3_723_000} short />
      <Tokens usage={{ ...NO_USAGE, fresh: 1200, cacheRead: 90_000, output: 800 }} />
    </Line>
  ),
  Grid: () => (
    // biome-ignore lint/a11y/useSemanticElements: as the list that the rows are of
    <div role="grid" aria-label="Rows">
      <GridRow index={0} active>
        <GridCell>a cell</GridCell> <GridCell label="2 steps">2</GridCell>
      </GridRow>
    </div>
  ),
  Kbd: () => (
    <Line>
      <Kbd keys="Mod+K" /> <Kbd keys="G J" /> <Kbd keys="Escape" />
    </Line>
  ),
  ListDetail: () => (
    <Box>
      <ListDetail id="gallery-list" label="Width" size={220} list={<p>List</p>} detail={<p>Detail</p>} />
    </Box>
  ),
  Menu: () => (
    <Menu entries={[{ label: 'One', keys: 'Mod+1', onSelect: ignore }, null, { label: 'Gone', onSelect: ignore }]}>
      <Button>Menu</Button>
    </Menu>
  ),
  OpenApproved: () => <OpenApproved quiet />,
  ProgressBar: () => (
    <ProgressBar
      label="6 of 10"
      max={10}
      parts={[
        { value: 3, tone: 'good' },
        { value: 2, tone: 'attention' },
        { value: 1, tone: 'bad' },
      ]}
    />
  ),
  ReviewFrame: () => (
    <Box>
      <ReviewFrame jobIds={[]} hasDetail={false}>
        {null}
      </ReviewFrame>
    </Box>
  ),
  ReviewSwitch: () => <ReviewSwitch />,
  Screen: () => (
    <Box>
      <Screen title="A screen" aside={<Badge>3</Badge>} actions={<Button variant="primary">Act</Button>}>
        <p>What fills the rest.</p>
      </Screen>
    </Box>
  ),
  ScriptedBadge: () => <ScriptedBadge />,
  SearchField: () => (
    <Line>
      <SearchField label="Filter" value="" onValue={ignore} /> <SearchField label="Filter" value="a" onValue={ignore} />
    </Line>
  ),
  Select: () => <Select label="Which" hint="A hint." value="a" options={choices} onValue={ignore} />,
  Skeleton: () => <SkeletonRows rows={3} label="Loading" />,
  SplitPane: () => (
    <Box>
      <SplitPane
        {...{ id: 'gallery-split', label: 'Width', fixed: 'end', size: 200, min: 100, max: 300, minOther: 100 }}
        start={<p>Start</p>}
        end={<p>End</p>}
      />
    </Box>
  ),
  StateMark: () => (
    <Line>
      {SHAPES.map((shape) => (
        <span key={shape}>
          <StateShape shape={shape} /> {shape}
        </span>
      ))}
    </Line>
  ),
  Tabs: () => (
    <>
      <Tabs
        label="Readings"
        value="a"
        onValue={ignore}
        tabs={[
          { value: 'a', label: 'Changes', count: 3, content: <p>The chosen one.</p> },
          { value: 'b', label: 'Checks', content: null },
        ]}
      />
      <Segmented label="Ways" value="a" options={choices} onValue={ignore} />
    </>
  ),
  Tooltip: () => (
    <Tooltip text="Words">
      <Button>Hover</Button>
    </Tooltip>
  ),
  TruncatedText: () => (
    <>
      <TruncatedText text={`Prose loses its end: ${LONG}`} />
      <TruncatedText text={LONG} keep="end" mono />
      <TruncatedMove from={LONG} to={LONG.replace('index', 'button')} />
    </>
  ),
  Unfold: () => <Unfold text="Details of it" />,
  VirtualList: () => (
    <Box>
      <VirtualList
        label="Rows"
        items={['one', 'two', 'three']}
        itemKey={(item) => item}
        renderRow={(item, index) => (
          <GridRow index={index}>
            <GridCell>{item}</GridCell>
          </GridRow>
        )}
      />
    </Box>
  ),
};
