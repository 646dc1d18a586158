/** Returns a name for a device that its manager has not named, such as “Android”. */
export function platformName(): string {
  const { userAgentData, platform } = navigator as Navigator & { userAgentData?: { readonly platform?: string } };
  return userAgentData?.platform || platform || 'Kaikukortti';
}
