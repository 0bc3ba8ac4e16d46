'use client';
import { useRouter } from 'next/navigation';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { iconPath } from '../pictures/picture-path.ts';
import { PictureChooser } from '../pictures/picture-chooser.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** The workspace's picture, to be changed or taken away; the new one is in sight while it is being saved. */
export function WorkspacePicture() {
  const settings = useMessages('settings');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const router = useRouter();
  const setIcon = trpc.workspace.setIcon.useMutation({
    onSuccess: ({ iconId }) => {
      // The picture stands in the layout, which the server draws.
      router.refresh();
      void notify({
        tone: 'success',
        title: iconId === null ? settings.pictureRemoved : settings.pictureSaved,
      });
    },
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: settings.pictureFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  });
  const saved = setIcon.isSuccess ? setIcon.data.iconId : workspace.iconId;
  const coming = setIcon.isPending ? setIcon.variables.image : undefined;
  const image =
    coming === undefined
      ? iconPath(workspace.id, saved)
      : coming === null
        ? null
        : `data:image/webp;base64,${coming}`;
  return (
    <PictureChooser
      name={workspace.name}
      image={image}
      shape="square"
      label={settings.picture}
      hint={settings.pictureHint}
      isSaving={setIcon.isPending}
      onChange={(next) => setIcon.mutate({ workspaceId: workspace.id, image: next })}
    />
  );
}
