/** The ratchet wheel and its pawl; the same drawing as `public/favicon.svg`. */
export const Logo = ({ size, wheelClassName = '' }: { readonly size: number; readonly wheelClassName?: string }) => (
  <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32">
    <path
      className={`origin-[15px_18px] fill-accent ${wheelClassName}`}
      fillRule="evenodd"
      d="M15 8 22.54 7.17 20.88 9.91 27.47 13.67 24.51 14.91 27.63 21.83 24.51 21.09 22.97 28.52 20.88 26.09 15.26 31.2 15 28 7.46 28.83 9.12 26.09 2.53 22.33 5.49 21.09 2.37 14.17 5.49 14.91 7.03 7.48 9.12 9.91 14.74 4.8ZM15 13.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 1 0 0-8.4Z"
    />
    <path d="M29 4.5 21.6 7.2" fill="none" className="stroke-warn-fill" strokeWidth="3" strokeLinecap="round" />
    <circle cx="28.8" cy="4.6" r="2.4" className="fill-warn-fill" />
  </svg>
)
