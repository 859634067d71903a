Pod::Spec.new do |s|
  s.name = 'react-native-login'
  s.dependency 'Auth0', '2.3.2'
end
