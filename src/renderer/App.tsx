/** The whole window. */
export function App() {
  return <main>Cody Batch</main>;
}
