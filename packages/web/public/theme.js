// Runs before the first paint, so that a chosen theme never flashes; a file of its own because the CSP refuses inline script.
try {
  const theme = localStorage.getItem('pawl.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch (error) {
  console.warn('The chosen theme could not be read', error)
}
