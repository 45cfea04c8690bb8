// A small choice of emoji; the system's own picker has the rest. Lazy.

const EMOJI = "😀 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😎 🤔 🤗 🙄 😬 😢 😭 😡 😱 😴 👍 👎 👌 🙌 👏 🙏 💪 👋 🤝 ✌️ ❤️ 💙 💚 💛 💔 ✨ 🎉 🔥 ⭐ ✅ ❌ ⚠️ ❓ ❗ 💡 📦 🚚 💳 🧾 📞 📧 📎 🕐 📅 🏠 ☕ 🌟 🚀".split(" ");

export default function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
  return (
    <div className="grid grid-cols-8 gap-0.5 p-1">
      {EMOJI.map((emoji) => (
        <button key={emoji} type="button" onClick={() => onPick(emoji)} className="flex size-8 items-center justify-center rounded-lg text-lg hover:bg-hover">
          {emoji}
        </button>
      ))}
    </div>
  );
}
