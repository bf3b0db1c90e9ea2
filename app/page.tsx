export default function Home() {
  return <h1 className="text-40 font-strong">Ambit</h1>;
}
