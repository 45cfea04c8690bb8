//! What the demo's customers say, in their languages. Written for this project.

use crate::import::Dice;

/// The phrases of one language.
pub(super) struct Phrases {
    language: &'static str,
    /// To begin a conversation.
    pub(super) openings: &'static [&'static str],
    /// After an agent wrote.
    pub(super) replies: &'static [&'static str],
    /// Out of the blue, in a conversation that goes on.
    pub(super) nudges: &'static [&'static str],
}

/// Of this language, or else English.
pub(super) fn of(language: Option<&str>) -> &'static Phrases {
    PHRASES.iter().find(|phrases| Some(phrases.language) == language).unwrap_or(&PHRASES[0])
}

/// A customer who may begin a conversation.
pub(super) struct Customer {
    pub(super) name: &'static str,
    /// Of the ranges reserved for fiction.
    pub(super) phone: &'static str,
    pub(super) language: &'static str,
}

/// One of them.
pub(super) fn customer(dice: &mut Dice) -> &'static Customer {
    dice.pick(&CUSTOMERS).unwrap_or(&CUSTOMERS[0])
}

const CUSTOMERS: [Customer; 14] = [
    Customer { name: "Hannah Whitfield", phone: "+12025550114", language: "en" },
    Customer { name: "Tobias Grant", phone: "+447700900412", language: "en" },
    Customer { name: "Priya Nair", phone: "+12125550163", language: "en" },
    Customer { name: "Lucía Ferrer", phone: "+12135550128", language: "es" },
    Customer { name: "Mateo Quiroga", phone: "+13055550177", language: "es" },
    Customer { name: "Camille Rousseau", phone: "+33639980412", language: "fr" },
    Customer { name: "Mehdi Laurent", phone: "+33639980733", language: "fr" },
    Customer { name: "Beatriz Antunes", phone: "+16175550142", language: "pt" },
    Customer { name: "Thiago Moraes", phone: "+17865550155", language: "pt" },
    Customer { name: "Chiara Bellini", phone: "+447700900655", language: "it" },
    Customer { name: "Lorenzo Galli", phone: "+14155550131", language: "it" },
    Customer { name: "سارة منصور", phone: "+13135550119", language: "ar" },
    Customer { name: "يوسف حداد", phone: "+447700900287", language: "ar" },
    Customer { name: "김서연", phone: "+12135550196", language: "ko" },
];

const PHRASES: [Phrases; 7] = [
    Phrases {
        language: "en",
        openings: &[
            "Hi! Is the blue backpack back in stock?",
            "Hello, my parcel says delivered but there is nothing here 😕",
            "Can I still change the address of an order from this morning?",
            "Good morning, I was charged twice for the same thing.",
            "Quick question: do you ship to Malta?",
        ],
        replies: &[
            "Great, thank you!",
            "Oh, that was fast. Thanks 🙏",
            "Okay, I'll check and come back to you.",
            "Hmm, that does not work for me. Is there another way?",
            "Perfect, have a nice day!",
        ],
        nudges: &[
            "Any news?",
            "One more thing: can I have an invoice for it?",
            "Sorry, I meant the other one.",
            "I just sent you the photo by e-mail.",
        ],
    },
    Phrases {
        language: "es",
        openings: &[
            "¡Hola! ¿Tienen la mochila azul en tienda?",
            "Buenas tardes, mi paquete aparece entregado pero no ha llegado nada 😕",
            "¿Puedo cambiar la dirección de un pedido de esta mañana?",
            "Me han cobrado dos veces lo mismo.",
        ],
        replies: &[
            "¡Genial, muchas gracias!",
            "Vale, lo miro y les digo.",
            "Mmm, así no me sirve. ¿Hay otra opción?",
            "Perfecto 👍",
        ],
        nudges: &["¿Hay novedades?", "Una cosa más: ¿me pueden enviar la factura?", "Perdón, me refería al otro."],
    },
    Phrases {
        language: "fr",
        openings: &[
            "Bonjour ! Le sac bleu est-il de nouveau disponible ?",
            "Bonsoir, mon colis est indiqué livré mais je n’ai rien reçu 😕",
            "Puis-je encore changer l’adresse d’une commande de ce matin ?",
            "J’ai été débité deux fois.",
        ],
        replies: &[
            "Super, merci beaucoup !",
            "D’accord, je vérifie et je reviens vers vous.",
            "Ça ne m’arrange pas. Y a-t-il une autre solution ?",
            "Parfait 👍",
        ],
        nudges: &[
            "Avez-vous des nouvelles ?",
            "Encore une chose : puis-je avoir une facture ?",
            "Pardon, je parlais de l’autre.",
        ],
    },
    Phrases {
        language: "pt",
        openings: &[
            "Oi! A mochila azul já voltou ao estoque?",
            "Boa tarde, meu pacote consta como entregue mas não chegou nada 😕",
            "Ainda dá para mudar o endereço de um pedido de hoje?",
            "Fui cobrado duas vezes pela mesma coisa.",
        ],
        replies: &[
            "Ótimo, muito obrigada!",
            "Certo, vou ver e te falo.",
            "Hmm, assim não dá para mim. Tem outro jeito?",
            "Perfeito 👍",
        ],
        nudges: &[
            "Alguma novidade?",
            "Mais uma coisa: vocês mandam a nota fiscal?",
            "Desculpa, eu quis dizer o outro.",
        ],
    },
    Phrases {
        language: "it",
        openings: &[
            "Ciao! Lo zaino blu è di nuovo disponibile?",
            "Buonasera, il pacco risulta consegnato ma non è arrivato nulla 😕",
            "Posso ancora cambiare l’indirizzo di un ordine di stamattina?",
            "Mi avete addebitato due volte lo stesso importo.",
        ],
        replies: &[
            "Benissimo, grazie mille!",
            "Va bene, controllo e vi faccio sapere.",
            "Così non va bene per me. C’è un altro modo?",
            "Perfetto 👍",
        ],
        nudges: &["Ci sono novità?", "Un’altra cosa: posso avere la fattura?", "Scusate, intendevo l’altro."],
    },
    Phrases {
        language: "ar",
        openings: &[
            "مرحباً، هل توفرت الحقيبة الزرقاء من جديد؟",
            "مساء الخير، الطرد مسجل كمُسلَّم ولم يصلني شيء 😕",
            "هل يمكنني تغيير عنوان طلب هذا الصباح؟",
            "تم خصم المبلغ مرتين من بطاقتي.",
        ],
        replies: &["ممتاز، شكراً جزيلاً!", "حسناً، سأتأكد وأعود إليكم.", "هذا لا يناسبني، هل يوجد حل آخر؟", "تمام 👍"],
        nudges: &["هل من جديد؟", "شيء آخر: هل يمكنني الحصول على فاتورة؟", "عذراً، كنت أقصد الآخر."],
    },
    Phrases {
        language: "ko",
        openings: &[
            "안녕하세요, 파란색 배낭 다시 입고됐나요?",
            "배송 완료라고 나오는데 아무것도 안 왔어요 😕",
            "오늘 아침 주문한 배송지를 바꿀 수 있나요?",
        ],
        replies: &["네, 감사합니다!", "확인해 보고 다시 연락드릴게요.", "그건 좀 어려운데 다른 방법은 없을까요?"],
        nudges: &["혹시 소식 있나요?", "하나 더요, 영수증도 받을 수 있을까요?"],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use skybot_domain::text::{MessageBody, Name, Phone};

    use super::{CUSTOMERS, PHRASES, of};
    use crate::demo::set;

    #[test]
    fn all_of_it_can_be_said() {
        for phrases in &PHRASES {
            for lines in [phrases.openings, phrases.replies, phrases.nudges] {
                assert!(!lines.is_empty() && lines.iter().all(|line| MessageBody::parse(line).is_ok()));
            }
        }
        for customer in &CUSTOMERS {
            assert!(Name::parse(customer.name).is_ok() && Phone::parse(customer.phone).is_ok(), "{}", customer.name);
        }
    }

    #[test]
    fn everybody_in_the_demo_is_answered_in_their_language() {
        let spoken: BTreeSet<_> = set::read().unwrap().into_iter().filter_map(|record| record.language).collect();
        let others = CUSTOMERS.iter().map(|customer| customer.language.to_owned());
        for language in spoken.into_iter().chain(others) {
            assert_eq!(of(Some(&language)).language, language);
        }
        assert_eq!(of(Some("nl")).language, "en");
        assert_eq!(of(None).language, "en");
    }

    #[test]
    fn phones_are_of_ranges_reserved_for_fiction() {
        for customer in &CUSTOMERS {
            let phone = customer.phone;
            let american =
                phone.len() == 12 && phone.starts_with("+1") && &phone[5..9] == "5550" && &phone[9..10] == "1";
            assert!(american || phone.starts_with("+447700900") || phone.starts_with("+33639980"), "{phone}");
        }
    }
}
