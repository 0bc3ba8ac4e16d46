export const auth = {
  signInTitle: 'Sign in',
  signInLead: 'Welcome back.',
  registerTitle: 'Create your workspace',
  registerLead: 'Free to start. No card, no provider keys.',
  email: 'Email',
  password: 'Password',
  passwordHint: 'At least 10 characters.',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  name: 'Your name',
  company: 'Company',
  companyHint: 'Names your first workspace; you can rename it later.',
  signIn: 'Sign in',
  register: 'Create workspace',
  noAccount: 'New to Geko?',
  toRegister: 'Create a workspace',
  haveAccount: 'Have an account already?',
  toSignIn: 'Sign in',

  or: 'or',
  inBrowser: 'Continue in your browser',
  browserFailed: 'The browser was not opened.',
  byLicence: 'Use a licence key',
  continueWith: 'Continue with {name}',
  forgotPassword: 'Forgot password?',

  secondFactorTitle: 'One more step',
  secondFactorLead: 'Enter the six digits that your authenticator app shows for Geko.',
  code: 'Code',
  useRecovery: 'Use a recovery code instead',
  recoveryLead: 'Enter one of the recovery codes that you saved. Each is good once.',
  recoveryCode: 'Recovery code',
  useApp: 'Use the authenticator app',
  otherAccount: 'Sign in with another account',
  tooLate: 'That took too long. Please sign in again.',

  checkMailTitle: 'Check your mail',
  confirmLead: 'We sent a message to {email}. Follow the link in it to go on.',
  confirmHint:
    'It may take a minute, and may have landed among spam. The link is good for 24 hours and signs you in.',
  otherAddress: 'Use another address',
  backToSignIn: 'Back to sign-in',

  askResetTitle: 'Reset your password',
  askResetLead: 'Tell us your address, and we send you a link for a new password.',
  askReset: 'Send the link',
  askedLead: 'If {email} has an account, a message with a link is on its way.',
  askedHint:
    'It may take a minute, and may have landed among spam. The link is good for one hour. No message? Look whether you signed up with another address.',
  noMail:
    'This installation sends no mail, so a password cannot be reset here. Ask the person who runs it.',

  resetTitle: 'Choose a new password',
  resetLead: 'For {email}. Everywhere else you will be signed out.',
  newPassword: 'New password',
  reset: 'Save the password',
  resetDoneTitle: 'Your password is changed',
  resetDoneLead: 'Sign in with it now.',

  confirmTitle: 'Confirm your address',
  confirmFor: 'Is {email} yours? Confirm it to finish setting up your account.',
  confirmChangeFor: 'Confirm that {email} is to be the address of your account from now on.',
  confirm: 'Confirm this address',
  confirmedTitle: 'Your address is confirmed',
  confirmedLead: '{email} belongs to your account now.',
  goOn: 'Continue',

  deadTitle: 'This link no longer works',
  deadLead: 'It has expired, was used already, or did not arrive whole.',
  deadReset: 'If you still need a new password, ask for another link. Only the newest one works.',
  deadResetAction: 'Ask for a new link',
  deadConfirm:
    'If you have confirmed already, just sign in. Otherwise sign in and let us send you another link.',
  deadInvitation:
    'Invitations are good for seven days and for one person. Ask whoever invited you for a new one.',
  deadInvitationAction: 'Go to Geko',

  deadDesktop: 'Go back to the Geko app and start signing in there once more.',

  desktopTitle: 'Sign in the desktop app',
  desktopQuestion: 'Sign in Geko on {name}?',
  desktopLead:
    'You are {email}. Go on only if you have just asked for it in the app on that machine.',
  desktopApprove: 'Sign in the app',
  desktopDoneTitle: 'Back to the app',
  desktopDoneLead: 'Geko on {name} is signing in. You can close this page.',
  desktopOpen: 'Open Geko',

  licenceTitle: 'Sign in with a licence key',
  licenceLead:
    'We send a code to the address that holds the licence. This machine gets one of its seats.',
  licenceKey: 'Licence key',
  licenceSend: 'Send the code',
  licenceCodeTitle: 'Enter the code',
  licenceCodeLead:
    'It is in the mail to the address that holds the licence, and good for ten minutes.',
  licenceOther: 'Use another key',
  deadLicence: 'Open this page from the menu of the Geko app.',

  waitTitle: 'Please wait a little',
  waitLead: 'Too many links were opened from your network. Load this page again in a few minutes.',

  closingTitle: 'Your account is about to be deleted',
  closingLead: '{email} and everything that is yours alone will be deleted on {date}.',
  closingHint: 'Until then you can keep it: nothing has been lost yet.',
  keepAccount: 'Keep my account',
  signOut: 'Sign out',

  notices: {
    closing:
      'Your account will be deleted in 30 days. If you change your mind, sign in before then and keep it.',
  },

  oauthErrors: {
    cancelled: 'You did not finish signing in there. Try again, or use your password.',
    failed: 'That sign-in did not work. Try again, or use your password.',
    unavailable: 'That service does not answer right now. Try again later, or use your password.',
    tooMany: 'Too many tries. Please wait a few minutes.',
    noEmail: 'That account shares no confirmed address with us. Use another way to sign in.',
    taken:
      'There is an account with that address already. Sign in with your password, then connect the other account under Account, Security.',
  },
};
